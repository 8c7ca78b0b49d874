import packageJson from '../../package.json' with { type: 'json' };

/** Of this program, as written into run folders. */
export const toolVersion: string = packageJson.version;
