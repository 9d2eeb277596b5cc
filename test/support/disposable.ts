/** Something with an owner, who ends it. May be disposed of twice. */
export interface Disposable {
  dispose(): Promise<void>;
}
