/** The fields of one line of CSV, as in RUN's `--mount` and `--device`. Undefined for an empty line and for wrong quotes. */
export function csvFields(line: string): readonly string[] | undefined {
  if (line === '') {
    return undefined;
  }
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let field = '';
      for (;;) {
        const quote = line.indexOf('"', at + 1);
        if (quote < 0) {
          return undefined;
        }
        field += line.slice(at + 1, quote);
        at = quote + 1;
        if (line[at] !== '"') {
          break;
        }
        field += '"';
      }
      fields.push(field);
      if (at === line.length) {
        return fields;
      }
      if (line[at] !== ',') {
        return undefined;
      }
    } else {
      const comma = line.indexOf(',', at);
      const field = line.slice(at, comma < 0 ? undefined : comma);
      if (field.includes('"')) {
        return undefined;
      }
      fields.push(field);
      if (comma < 0) {
        return fields;
      }
      at = comma;
    }
    at++;
  }
}
