// How teas are described to customers.
const STRENGTHS = ['delicate', 'mild', 'full', 'strong'];

const BREWING = {
  green: { celsius: 75, minutes: 2 },
  white: { celsius: 80, minutes: 3 },
  oolong: { celsius: 90, minutes: 3 },
  black: { celsius: 96, minutes: 4 },
};

function strengthOf(tea) {
  const level = Math.max(0, Math.min(STRENGTHS.length - 1, Math.round(tea.oxidation / 30)));
  return STRENGTHS[level];
}

function brewingAdvice(kind) {
  const { celsius, minutes } = BREWING[kind] ?? BREWING.black;
  return `${celsius} °C, ${minutes} minutes`;
}

function describeTea(tea) {
  return {
    id: tea.id,
    name: tea.name,
    origin: tea.origin,
    strength: strengthOf(tea),
    brewing: brewingAdvice(tea.kind),
  };
}

module.exports = { brewingAdvice, describeTea, strengthOf };
