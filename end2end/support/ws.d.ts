/** As far as it is used here: as a browser's own. */
declare module "ws" {
  const Socket: typeof WebSocket;
  export default Socket;
}
