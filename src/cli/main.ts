#!/usr/bin/env node
import { runCommandLine } from './runCommandLine.ts';

void runCommandLine(process.argv.slice(2), process).then((exitStatus) => process.exit(exitStatus));
