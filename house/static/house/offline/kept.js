// What is hers and kept on this phone because she chose it: whole pages, each with the moment at which it was kept.
export const HERS = "hers";
export const KEPT_AT = "X-Kept-At";
export const HOUR = 3600_000;
const KEPT_MAX = 7 * 24 * HOUR;

export function ageOf(answer) {
  return Date.now() - Number(answer.headers.get(KEPT_AT) ?? NaN);
}

// A kept page, or undefined; what is too old is deleted. A moment that is still to come counts as too old: somebody set the
// clock, so nobody knows.
export async function takeKept(path) {
  if (!(await caches.has(HERS))) return undefined;
  const cache = await caches.open(HERS);
  const answer = await cache.match(path);
  if (!answer || (ageOf(answer) >= 0 && ageOf(answer) < KEPT_MAX)) return answer;
  await cache.delete(path);
  return undefined;
}
