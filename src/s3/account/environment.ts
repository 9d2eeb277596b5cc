// What the process around us says: passed in, so that nothing else reads it.

export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/** Undefined when it is not set, or empty, which AWS's tools take for the same. */
export function variable(environment: Environment, name: string): string | undefined {
  const value = environment.variables[name]?.trim();
  return value === '' ? undefined : value;
}
