/** Where the run folder keeps what nix wrote. */
export const nixBuildLog = 'diagnostics/nix-build.log';
