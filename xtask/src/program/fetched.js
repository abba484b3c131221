// A module of the program: the response that the page has begun to fetch, if any, otherwise a new
// one.
//
// A page that knows what its program needs sets `begun = { PATH: fetch(PATH), … }` in a script of
// its own. Each is used once, so that a failed part can be requested again.

export function fetched(url) {
  const { begun = {} } = globalThis;
  const response = begun[url.pathname] ?? fetch(url);
  delete begun[url.pathname];
  return response;
}
