import { assertFlows } from './flows.ts';

/** The value reaches a command in the body of an Express handler, in which `tainted` is the client's. */
describe('callbacks', () => {
  it('of lists get an element, and its number', async () => {
    await assertFlows('tainted.split(",").forEach((one) => exec("run " + one));', 'critical');
    await assertFlows('["a"].forEach((one) => exec("run " + one));', 'none');
    await assertFlows('tainted.split(",").map((one, at) => exec("run " + at));', 'none');
  });

  it('make a list of what they give back', async () => {
    await assertFlows('exec(tainted.split(",").map((one) => "run " + one).join(" "));', 'critical');
    await assertFlows('exec(tainted.split(",").map((one) => "run " + Number(one)).join(" "));', 'none');
    await assertFlows('exec(["a"].map(() => "run " + tainted).join(" "));', 'critical');
    await assertFlows('exec([tainted].flatMap((one) => [one, "b"]).join(" "));', 'critical');
  });

  it('fold a list, beginning with what they are given', async () => {
    await assertFlows('exec(tainted.split(",").reduce((line, one) => line + one, "run "));', 'critical');
    await assertFlows('exec(["a", "b"].reduce((line, one) => line + one, tainted));', 'critical');
    await assertFlows('exec(["a", "b"].reduce((line, one) => line + one, "run "));', 'none');
    await assertFlows('exec(tainted.split(",").reduce((line, one, at) => line + at, "run "));', 'none');
  });

  it('of maps get the key second', async () => {
    await assertFlows('new URLSearchParams(tainted).forEach((value, key) => exec("run " + key));', 'critical');
  });

  it('of libraries get elements of their first argument', async () => {
    const before = 'const _ = require("lodash");';
    await assertFlows('_.forEach(tainted.split(","), (one) => exec("run " + one));', 'critical', before);
    await assertFlows('_.forEach(["a"], (one) => exec("run " + one));', 'none', before);
  });
});

describe('look-ups', () => {
  it('give what was kept, not the key', async () => {
    await assertFlows('const kept = new Map([["a", "b"]]); exec("run " + kept.get(tainted));', 'none');
    await assertFlows('const kept = new Map([["a", tainted]]); exec("run " + kept.get("a"));', 'critical');
  });
});
