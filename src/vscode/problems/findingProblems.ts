import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { Disposable } from '../../core/common/event.ts';
import type { LastHarness } from '../harness/lastHarness.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import { type Problem, type ProblemPlace, problemsOf } from './problemsOf.ts';

const severities: Readonly<Record<Problem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** The findings of the VMs on the list and of the last harness, in the Problems panel and in the captured files. */
export class FindingProblems implements Disposable {
  readonly #sessions: VmSessions;
  readonly #harness: LastHarness;
  readonly #store = new DisposableStore();
  readonly #collection = this.#store.add(vscode.languages.createDiagnosticCollection('Boot Image VM'));
  #shown = '[]';

  constructor(sessions: VmSessions, harness: LastHarness) {
    this.#sessions = sessions;
    this.#harness = harness;
    this.#store.add(sessions.watch(() => this.#show()));
    this.#store.add(harness.onChanged(() => this.#show()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(): void {
    const { run } = this.#harness;
    const problems = problemsOf([...this.#sessions.all.map(({ state }) => state), ...(run === undefined ? [] : [run])]);
    // States come several times a second while a guest talks; findings seldom change.
    const text = JSON.stringify(problems);
    if (text === this.#shown) return;
    this.#shown = text;
    const byPath = new Map<string, vscode.Diagnostic[]>();
    for (const problem of problems) {
      byPath.set(problem.path, [...(byPath.get(problem.path) ?? []), diagnosticOf(problem)]);
    }
    this.#collection.clear();
    this.#collection.set([...byPath].map(([path, diagnostics]) => [vscode.Uri.file(path), diagnostics]));
  }
}

function diagnosticOf(problem: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(problem), problem.message, severities[problem.severity]);
  diagnostic.source = 'Boot Image VM';
  diagnostic.code = problem.code;
  diagnostic.relatedInformation = problem.related.map(
    (place) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.file(place.path), rangeOf(place)),
        place.message,
      ),
  );
  return diagnostic;
}

function rangeOf({ firstLine, lastLine }: ProblemPlace): vscode.Range {
  return new vscode.Range(firstLine, 0, lastLine, Number.MAX_SAFE_INTEGER);
}
