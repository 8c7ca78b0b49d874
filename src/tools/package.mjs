// npm run package: makes the VSIX and prints its path.
import { packageExtension } from './packageExtension.mjs';

process.stdout.write(`${await packageExtension()}\n`);
