// What only few visits need of the loader. It comes by itself, from the chat server, when it is needed for the first
// time, so that the other visits do not pay for it. `page` is what the loader lends it: see `lent` in loader.js.

export { invitation } from "./invitation.js";
export { go } from "./go.js";
