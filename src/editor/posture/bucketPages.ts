export class BucketPages {
  constructor(_ports: object) {}
  show(_name: string): void {}
  dispose(): void {}
}
