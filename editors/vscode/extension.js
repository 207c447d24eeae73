// The client: starts `gouji lsp`, and runs `gouji check` on a document with the rules that are open.

const { execFile } = require('node:child_process');
const path = require('node:path');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');
const { problems, rulesOf, readable } = require('./findings');

let client;
let found;

function program() {
  return vscode.workspace.getConfiguration('gouji').get('path') || 'gouji';
}

async function start() {
  const run = { command: program(), args: ['lsp', '--stdio'] };
  const options = {
    documentSelector: [{ language: 'gouji' }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{gj,yaml}') },
  };
  client = new LanguageClient('gouji', '勾稽', run, options);
  try {
    await client.start();
  } catch (why) {
    vscode.window.showErrorMessage(`启动不了 ${program()}：${why.message}。请在设置里写明 gouji 程序在哪里（gouji.path）`);
  }
}

// The document to check: the one in front if it is no rule file, else one that is chosen.
async function documentToCheck() {
  const front = vscode.window.activeTextEditor?.document;
  if (front && front.languageId !== 'gouji' && front.uri.scheme === 'file' && readable(front.fileName)) {
    return front.uri;
  }
  const title = '要核对的文件';
  const chosen = await vscode.window.showOpenDialog({ title, canSelectMany: false });
  return chosen?.[0];
}

function openRules() {
  const open = vscode.workspace.textDocuments.filter((document) => document.languageId === 'gouji');
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  return rulesOf(open.map((document) => document.fileName), folders);
}

async function check() {
  const document = await documentToCheck();
  if (!document) return;
  await vscode.workspace.saveAll(false);
  const rules = openRules();
  const words = ['check', document.fsPath, '--format', 'json'];
  if (rules.length > 0) words.push('--rules', rules.join(','));
  const cwd = path.dirname(document.fsPath);
  execFile(program(), words, { cwd, maxBuffer: 256 << 20 }, (why, output, said) => {
    let result;
    try {
      result = JSON.parse(output);
    } catch {
      vscode.window.showErrorMessage(`没有核对成：${said || why?.message || '没有结果'}`);
      return;
    }
    const all = problems(result);
    const severity = (level) =>
      level === '错误' ? vscode.DiagnosticSeverity.Error
        : level === '核实' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
    found.set(document, all.map((one) => {
      const line = Math.max(0, one.line - 1);
      const told = new vscode.Diagnostic(new vscode.Range(line, 0, line, 999), one.message, severity(one.level));
      told.source = '勾稽核对';
      told.code = one.rule;
      return told;
    }));
    vscode.window.showInformationMessage(all.length === 0 ? '没有发现不符' : `不符 ${all.length} 处，列在「问题」里`);
    vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}

async function choose() {
  const chosen = await vscode.window.showOpenDialog({ title: '核对结果标在规则旁边', canSelectMany: false });
  if (chosen?.[0]) await tell(chosen[0].fsPath);
}

async function tell(...document) {
  try {
    await client?.sendRequest('workspace/executeCommand', { command: 'gouji.setDocument', arguments: document });
  } catch (why) {
    vscode.window.showErrorMessage(why.message);
  }
}

async function activate(context) {
  found = vscode.languages.createDiagnosticCollection('gouji-check');
  const commands = {
    'gouji.check': check,
    'gouji.chooseDocument': choose,
    'gouji.clearDocument': () => tell(),
    'gouji.restart': async () => {
      await client?.stop();
      await start();
    },
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  }
  context.subscriptions.push(found);
  await start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
