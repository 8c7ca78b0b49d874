/** How names of boot images end; also in package.json's `explorer/context`. */
export const imageExtensions = ['iso', 'img', 'raw', 'qcow2'];
