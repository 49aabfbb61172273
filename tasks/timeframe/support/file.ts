/** Whether an argument that takes an account or a file means a file: it is neither an address nor the number of an account. */
export function isFile(text: string): boolean {
  return !/^(0x[0-9a-f]*|\d+)$/i.test(text);
}
