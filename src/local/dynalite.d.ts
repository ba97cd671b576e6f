/** dynalite has no types of its own: what of it is used here. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  namespace dynalite {
    /** How long a table stays CREATING, DELETING or UPDATING, and how large an item may be. */
    interface Options {
      createTableMs?: number;
      deleteTableMs?: number;
      updateTableMs?: number;
      maxItemSizeKb?: number;
    }
  }

  /** A server that does not listen yet, on a database in memory. */
  function dynalite(options?: dynalite.Options): Server;
  export = dynalite;
}
