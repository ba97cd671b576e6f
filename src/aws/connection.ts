/** To a connection, in ms; a host that takes longer to say hello is not there. */
export const CONNECTION_TIMEOUT_MS = 3_000;
