// A template's functions, decided as CloudFormation decides them. On its own: what is tested must not judge itself.
type Json = unknown;

export interface TemplateJson {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: Json; readonly AllowedValues?: readonly Json[] }>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Condition?: string;
        readonly Properties?: Json;
        readonly DeletionPolicy?: string;
      }
    >
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json; readonly Condition?: string }>>;
}

export interface Names {
  readonly ref: (logicalId: string) => string;
  readonly attribute: (logicalId: string, name: string) => string;
}

const NOTHING = Symbol('AWS::NoValue');

export class Evaluator {
  readonly #template: TemplateJson;
  readonly #values: ReadonlyMap<string, string>;
  readonly #names: Names;

  /** @param values parameters and pseudo parameters */
  constructor(template: TemplateJson, values: ReadonlyMap<string, string>, names: Names) {
    this.#template = template;
    this.#values = values;
    this.#names = names;
  }

  holds(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    const made = this.#template.Conditions?.[condition];
    if (made === undefined) throw new Error(`Template format error: Unresolved condition ${condition}`);
    return this.#decide(made);
  }

  value(of: Json): Json {
    const value = this.#value(of);
    return value === NOTHING ? undefined : value;
  }

  #decide(value: Json): boolean {
    const [name, operand] = call(value) ?? ['', undefined];
    const list = Array.isArray(operand) ? (operand as Json[]) : [];
    switch (name) {
      case 'Condition':
        return this.holds(String(operand));
      case 'Fn::Equals':
        return String(this.#value(list[0])) === String(this.#value(list[1]));
      case 'Fn::And':
        return list.every((one) => this.#decide(one));
      case 'Fn::Or':
        return list.some((one) => this.#decide(one));
      case 'Fn::Not':
        return !this.#decide(list[0]);
      default:
        throw new Error(`Template format error: ${name} in a condition`);
    }
  }

  #value(of: Json): Json {
    if (Array.isArray(of)) return of.map((one: Json) => this.#value(one)).filter((one) => one !== NOTHING);
    if (typeof of !== 'object' || of === null) return of;
    const called = call(of);
    if (called !== undefined) return this.#call(called[0], called[1]);
    const members = Object.entries(of).map(([name, one]) => [name, this.#value(one)] as const);
    return Object.fromEntries(members.filter(([, one]) => one !== NOTHING));
  }

  #call(name: string, operand: Json): Json {
    const list = Array.isArray(operand) ? (operand as Json[]) : [];
    switch (name) {
      case 'Ref':
        return operand === 'AWS::NoValue' ? NOTHING : this.#ref(String(operand));
      case 'Fn::GetAtt':
        return this.#names.attribute(String(list[0]), String(list[1]));
      case 'Fn::Sub':
        return String(operand).replace(/\$\{([\w:]+)(?:\.(\w+))?\}/g, (_all, id: string, attribute?: string) =>
          attribute === undefined ? this.#ref(id) : this.#names.attribute(id, attribute),
        );
      case 'Fn::Join':
        return (this.#value(list[1]) as string[]).join(String(list[0]));
      case 'Fn::If':
        return this.#value(this.holds(String(list[0])) ? list[1] : list[2]);
      default:
        throw new Error(`Template format error: ${name}`);
    }
  }

  #ref(id: string): string {
    return this.#values.get(id) ?? this.#names.ref(id);
  }
}

function call(value: Json): readonly [string, Json] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value) as [string, Json][];
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) return undefined;
  return entry[0] === 'Ref' || entry[0] === 'Condition' || entry[0].startsWith('Fn::') ? entry : undefined;
}
