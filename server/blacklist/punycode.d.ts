/* The package under its own file's name: the bare name is Node's deprecated module. It brings no types. */
declare module 'punycode/punycode.js' {
  /** Errors: RangeError where the text is not Punycode. */
  function decode(encoded: string): string;
}
