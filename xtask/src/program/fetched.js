// A module of the program: the one that the page has begun to fetch, if it has, else a new one.
//
// A page that knows what its program needs does `begun = { PATH: fetch(PATH), … }` in a script of its own. Each of these is taken
// once, so that a part which could not be had can be asked for again.

export function fetched(url) {
  const { begun = {} } = globalThis;
  const response = begun[url.pathname] ?? fetch(url);
  delete begun[url.pathname];
  return response;
}
