import type { Browser } from 'playwright-core';

/** A headless browser that talks to nobody but the page's server. */
export function launchBrowser(): Promise<Browser>;
