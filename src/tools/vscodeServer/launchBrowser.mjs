import { chromium } from 'playwright-core';
import { findChromium } from '../findChromium.mjs';

/**
 * A headless browser that talks to nobody but the page's server.
 *
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchBrowser() {
  return await chromium.launch({
    executablePath: await findChromium(),
    timeout: 60_000,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
