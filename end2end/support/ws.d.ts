/** The parts used here, with the interface of a browser's own. */
declare module "ws" {
  const Socket: typeof WebSocket;
  export default Socket;
}
