export interface StartOptions {
  /** A packaged extension to install before the start. */
  readonly vsix?: string;
  /** 'enabled': the page takes a `payload` (extension under development, test module) and shows no modal dialogs. */
  readonly smokeTestDriver?: 'enabled';
  /** Added to the environment of the server and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Machine settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Kept when the server stops; without it there is a temporary one. */
  readonly dataFolder?: string;
}

export interface VscodeServer {
  /** `127.0.0.1:port`, also the remote authority. */
  readonly host: string;
  readonly dataFolder: string;
  /** The process that all others of the server descend from. */
  readonly pid: number;
  /** The address of a workbench; it holds the server's secret. */
  url(query?: Readonly<Record<string, string>>): string;
  /** The last of what the server printed. */
  log(): string;
  readonly exited: Promise<void>;
  /** Ends the server with all it started and removes its temporary data folder. */
  stop(): Promise<void>;
}

/** Errors: an Error with the server's last words. */
export function startVscodeServer(options?: StartOptions): Promise<VscodeServer>;
