// Installs the VS Code server and a browser if they are not there: quick when they are.
import { findChromium } from './findChromium.mjs';
import { installVscodeServer } from './vscodeServer/installVscodeServer.mjs';

await findChromium();
await installVscodeServer();
