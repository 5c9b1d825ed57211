const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/;

/** Whether the host is this machine. A name or address in another form than `URL` gives it counts as another machine. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);
