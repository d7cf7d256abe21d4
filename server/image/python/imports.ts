/**
 * The top names that a Python file imports whenever it is loaded: those of the lines that are not indented. What stands in
 * `try` or in a function may be optional.
 */
export function importsOf(source: string): readonly string[] {
  const text = source.replace(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, '""');
  const names = [...text.matchAll(/^(?:from[ \t]+(\w+)[\w.]*[ \t]+import\b|import[ \t]+([\w., \t]+))/gm)].flatMap(
    ([, from, list]) =>
      from === undefined ? (list ?? '').split(',').map((one) => one.trim().split(/[.\s]/)[0] ?? '') : [from],
  );
  return [...new Set(names.filter((name) => name !== ''))];
}
