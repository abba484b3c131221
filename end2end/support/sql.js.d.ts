// The part of sql.js that the tests use; it has no types of its own.

declare module "sql.js" {
  export interface Database {
    run(sql: string, values?: Record<string, number | string>): void;
    export(): Uint8Array;
    close(): void;
  }
  export default function initSqlJs(): Promise<{ Database: new (file: Uint8Array) => Database }>;
}
