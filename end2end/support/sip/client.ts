/** How a SIP client is connected. */
export type Transport = "udp" | "tcp" | "tls" | "ws";

/** A SIP client's credentials: what the SIP Info shows to its operator. */
export interface SipAccount {
  user: string;
  password: string;
  host: string;
  ports: { udp: number; tcp: number; tls: number };
  websocket: string;
  /** The file with the certificate that the server presents over TLS. */
  certificate: string;
}

/** A real third-party SIP client, with which an operator works. */
export interface SipClient {
  /** The program and its transport, for the titles of tests. */
  readonly name: string;
  /** Starts the program, and waits until it has registered. */
  signsIn(account: SipAccount): Promise<void>;
  /** Everything that it has shown its operator so far. */
  heard(): Promise<string>;
  /** Writes to an address such as `visitor-1`, and waits until the client reports it as sent. */
  writes(to: string, text: string): Promise<void>;
  /** Ends it as its operator would: it signs out. */
  quits(): Promise<void>;
  /** Ends it without warning, like a telephone with an empty battery. Harmless if it has ended. */
  kill(): Promise<void>;
}
