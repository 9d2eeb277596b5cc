/**
 * A prompt of ours, from the folder `prompts/`: the only thing that is ever sent as a system
 * instruction. Its text is part of the product and holds no data.
 */
export class PromptFile {
  /** From the front matter; part of every finding's provenance. */
  readonly version: string;
  /** Sent as the system instruction. The same for every request, so that the service can cache it. */
  readonly system: string;
  /** With `{{placeholders}}`: what src/outbound turns into the text that may be sent. */
  readonly template: string;

  private constructor(version: string, system: string, template: string) {
    this.version = version;
    this.system = system;
    this.template = template;
  }

  /**
   * Expects front matter with a `version`, then the parts after lines that say `<!-- system -->` and
   * `<!-- request -->`.
   *
   * @throws when a part is missing: the file ships with the product, so that is a bug
   */
  static parse(content: string): PromptFile {
    const text = content.replace(/\r\n?/g, '\n');
    const match = /^---\n([\s\S]*?)\n---\n[\s\S]*?<!-- system -->\n([\s\S]+?)\n<!-- request -->\n([\s\S]+)$/.exec(text);
    const [, frontMatter = '', system = '', template = ''] = match ?? [];
    const version = /^version: *([\w.-]+) *$/m.exec(frontMatter)?.[1];
    if (version === undefined || system.trim() === '' || template.trim() === '') {
      throw new Error('a prompt file lacks its version, its system part or its request part');
    }
    return new PromptFile(version, system.trim(), template.trim());
  }
}
