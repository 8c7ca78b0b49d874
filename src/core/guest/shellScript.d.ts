/** Shell scripts are bundled as text (see src/tools/build.mjs). */
declare module '*.sh' {
  const text: string;
  export default text;
}
