// The options of the C++ core as its tables have them: flags, ranges and defaults. tests/options_test.cpp writes the file
// and fails when it is not what the tables say.

import OPTIONS from './options.json';

export { OPTIONS };

/** The defaults of a table. */
export const defaults = <Table extends Record<string, { default: unknown }>>(
  table: Table,
): { [Name in keyof Table]: Table[Name]['default'] } =>
  Object.fromEntries(Object.entries(table).map(([name, option]) => [name, option.default])) as {
    [Name in keyof Table]: Table[Name]['default'];
  };
