// What is asked of the rules and made of the answer, without an editor.

const path = require('node:path');

// Kinds of files that are read as documents.
const KINDS = ['.txt', '.csv', '.yaml', '.yml', '.html', '.htm', '.md'];

function readable(name) {
  return KINDS.includes(path.extname(name).toLowerCase());
}

// The rules that open files belong to: the folders that are open where they hold them, else their own folders.
function rulesOf(files, folders) {
  const rules = files.map((file) => {
    const holds = (folder) => !path.relative(folder, file).startsWith('..');
    return folders.filter(holds).sort((a, b) => b.length - a.length)[0] ?? path.dirname(file);
  });
  return [...new Set(rules)];
}

// Each place of each mistake, from the answer of `gouji check --format json`.
function problems(result) {
  const all = [];
  for (const unit of result.units ?? []) {
    for (const finding of unit.findings ?? []) {
      if (finding.verdict !== '不符') continue;
      const lines = (finding.places ?? []).map((place) => place.line).filter((line) => line > 0);
      for (const line of lines.length > 0 ? [...new Set(lines)] : [1]) {
        all.push({ rule: finding.rule, level: finding.level, line, message: `${finding.title}：${finding.message}` });
      }
    }
  }
  return all;
}

module.exports = { problems, readable, rulesOf };
