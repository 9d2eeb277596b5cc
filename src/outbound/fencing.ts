// Where data of others ends, in a text for a model: said by a word that nobody could know before.

/** Data between two lines that name it and carry a word that occurs nowhere else. */
export function fenced(name: string, nonce: string, data: string): string {
  return `<<<${name} ${nonce}\n${data}\n${nonce} ${name}>>>`;
}

/**
 * @param make random on each call: 8 to 64 letters and digits
 * @param data whatever the nonce may not occur in
 * @throws when what is made is no nonce, or is not random: bugs
 */
export function freshNonce(make: () => string, data: string): string {
  for (let attempt = 0; attempt < 10; attempt++) {
    const nonce = make();
    if (!/^[A-Za-z0-9]{8,64}$/.test(nonce)) throw new Error('a nonce is 8 to 64 letters and digits');
    if (!data.includes(nonce)) return nonce;
  }
  throw new Error('the nonces are not random');
}
