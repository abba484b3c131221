// What only few visits need of the loader. It is fetched from the chat server at the first need, so
// that other visits do not pay for it. `page` is what the loader lends it: see `lent` in loader.js.
//
// A page that was opened before the chat server was updated loads the new version of this script.
// `lent` and the names below may therefore grow, but existing entries keep their meaning.

export { invitation } from "./invitation.js";
export { go } from "./go.js";
export { fit } from "./fit.js";
export { blocked, refused } from "./refused.js";
