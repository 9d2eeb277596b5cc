/** Joins the parts of a made-up secret: whole, they would set off the scanners that watch this repository. */
export function joined(...parts: readonly string[]): string {
  return parts.join('');
}

/** Made-up values in the formats of providers, by what the detector calls them. */
export const PROVIDER_SAMPLES: Readonly<Record<string, string>> = {
  'AWS access key id': joined('AKIA', 'QX7RT2LM9KPZ4WVB'),
  'Google API key': joined('AIza', 'SyD4k3lQ9ZxV7mN2bC8wR5tY1uI6oP0aSdF'),
  'GitHub token': joined('ghp', '_', 'R4nD0mT0k3nV4lu3F0rT3st1ngPurp0s3s12'),
  'GitLab token': joined('glpat', '-', 'x9Kq2Lm7Pz4Wv8Bn3Rt6'),
  'Slack token': joined('xoxb', '-', '482910376521-', '590128374652-', 'kQ7vLm2Zx9Rt4Wp8Nb3Hs6Yd'),
  'Stripe live key': joined('sk', '_live_', '51Hq8ZkLm3NvB7xWc2RtYp9D'),
  'SendGrid key': joined('SG', '.', 'kQ7vLm2Z-9Rt4Wp8Nb3Hs6', '.', 'a1-b2_C3dE4fG5hJ6kL7mN8pQ9rS0tU1vW2xY3zA4b5'),
  'npm token': joined('npm', '_', 'k7Lm2Zx9Rt4Wp8Nb3Hs6Yd1Qv5Cj0Fg8Ae3u'),
  'PyPI token': joined('pypi', '-', 'AgEIcHlwaS5vcmcCJDk4', 'ZmQ3kL9mN2pQ8rS4tU6vW1xY5zA7bC3dE0fG'),
  'JSON Web Token': joined('eyJ', 'hbGciOiJIUzI1NiJ9', '.', 'eyJ', 'zdWIiOiI3NyJ9', '.', 'q8ZkLm3NvB7xWc2RtYp9D4fGhJ'),
  'Mailchimp key': joined('3f9a1c7e5b2d8064', '9e7c5a3b1d0f8264', '-us', '17'),
  'Azure client secret': joined('k7L', '8Q~', 'm2Zx9Rt4Wp8Nb3Hs6Yd1Qv5Cj0Fg8Ae'),
  'Terraform Cloud token': joined(
    'k7Lm2Zx9Rt4Wp8',
    '.atlasv1.',
    'Nb3Hs6Yd1Qv5Cj0Fg8Ae3uTq9Lk2Mz7Xw4Vp8Br5Ht1Jy6Ds0Gc3Nf7',
    'Ka2Pe9Wi4Zo',
  ),
  'Telegram bot token': joined('7483920156', ':AA', 'Hk3Lq9Zx2Vm7Nb8Cw5Rt1Yu6Io0Pa4SdF'),
  'DigitalOcean token': joined(
    'dop',
    '_v1_',
    '3f9a1c7e5b2d8064',
    '9e7c5a3b1d0f8264',
    '7b5d3f1a9c8e6402',
    'a4c6e8f0b2d41735',
  ),
};

export const AWS_SECRET = joined('wK4bT9xQ2mZ7pL5vN8cR', '1yH6jD3fG0sA4uE7iO+/');

/** Key material of the right shape that is no key. */
export const KEY_LINES: readonly string[] = [
  joined('MIIEpAIBAAKCAQEAq8Zk', 'Lm3NvB7xWc2RtYp9D4fGhJ6kQ1sUeXoVyTzCb5nHr0i'),
  joined('Kd8PwMfLg2Ea7jRtSvUx', 'Q3zNc6HbYo1iWkJl4mFp9AqGeTdXsVu5rZh0yBnC8wL'),
  joined('7tRkPq2MzXc9VbNf4LsG', 'w6HjDyEuKa1ToQi3JrZm8Wp5CxSvBhUn0FgYeLdIqA=='),
];

const DASHES = '-'.repeat(5);

export function pem(kind: string, lines: readonly string[], lineEnd: string): string {
  return [`${DASHES}BEGIN ${kind}${DASHES}`, ...lines, `${DASHES}END ${kind}${DASHES}`].join(lineEnd);
}
