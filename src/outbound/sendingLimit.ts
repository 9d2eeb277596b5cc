/** Documents longer than this are not sent. UTF-16 units. */
export const LARGEST_DOCUMENT = 200_000;
