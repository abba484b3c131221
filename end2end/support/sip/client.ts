/** How a SIP client is connected. */
export type Transport = "udp" | "tcp" | "tls" | "ws";

/** With what a SIP client signs in: what the SIP Info shows to its operator. */
export interface SipAccount {
  user: string;
  password: string;
  host: string;
  ports: { udp: number; tcp: number; tls: number };
  /** The address of SIP over WebSocket. */
  websocket: string;
  /** The file with the certificate that the server shows over TLS. */
  certificate: string;
}

/** A real SIP client of somebody else, with which an operator works. */
export interface SipClient {
  /** The program and how it is connected, for the names of plays. */
  readonly name: string;
  /** Starts the program, and waits until it has registered. */
  signsIn(account: SipAccount): Promise<void>;
  /** Everything that it has shown its operator so far. */
  heard(): Promise<string>;
  /** Writes to an address such as `visitor-1`, and waits until the client calls it sent. */
  writes(to: string, text: string): Promise<void>;
  /** Ends it as its operator would: it signs out. */
  quits(): Promise<void>;
  /** Ends it without a word, as a telephone whose battery is empty. Harmless if it has ended. */
  kill(): Promise<void>;
}
