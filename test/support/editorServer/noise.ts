/** What this host always says and what never explains a failure: parts of it are left unbuilt, and it has no network. */
const NOISE = [
  /spdlog|watchdog|bindings file|build\/Release|vsda/,
  /service ?worker|\.js\.map|A bad HTTP response code|Failed to load resource|net::ERR_|same-origin/i,
  /gallery|marketplace|open-vsx|unpkg|ChatModelSelection|AgentHost|agent host|AccountPolicyGate|copilot|authentication provider/i,
  /reconnection-grace-time|(Resolv|Creat)\w+ (a )?(connection token|socket)|connection token|builtin extensions cache/i,
  /punycode|ExperimentalWarning|Connection\] |Extension host agent (started|listening)|Server bound to|Web UI available/,
];

/** Lines that go on with what the line before them said: stack frames, lists of paths, the braces of a dump. */
const CONTINUATION = /^(\s|→|\}|\]|-\s|Require stack:|$)/;

/** Leaves out the known noise, with the lines that belong to it. */
export function withoutNoise(lines: readonly string[]): string[] {
  let inNoise = false;
  return lines.filter((line) => {
    if (/^\[[\d:]+\]\s*$/.test(line)) return false;
    if (inNoise && CONTINUATION.test(line)) return false;
    inNoise = NOISE.some((pattern) => pattern.test(line));
    return !inNoise && line.trim() !== '';
  });
}
