// What only few visits need of the loader. It comes by itself, from the chat server, when it is needed for the first
// time, so that the other visits do not pay for it. `page` is what the loader lends it: see `lent` in loader.js.
//
// A page that was opened before the chat server was updated gets the new version of this script: `lent` and the names
// below may gain something, but what is there keeps its meaning.

export { invitation } from "./invitation.js";
export { go } from "./go.js";
export { fit } from "./fit.js";
export { blocked, refused } from "./refused.js";
