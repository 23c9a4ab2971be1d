/**
 * Which fields a program looks at.
 */
import type { Operand, Program, Test } from './program.js';

/** Names of all fields of a program, each once, in order of first appearance. */
export function fieldsIn(program: Program): readonly string[] {
  const names = new Set<string>();
  visitTest(program, (operand) => {
    if (operand.kind === 'field') for (const name of operand.members) names.add(name);
  });
  return [...names];
}

function visitTest(test: Test, see: (operand: Operand) => void): void {
  switch (test.kind) {
    case 'always':
      return;
    case 'and':
    case 'or':
      visitTest(test.left, see);
      visitTest(test.right, see);
      return;
    case 'not':
      visitTest(test.test, see);
      return;
    case 'exists':
      visitOperand(test.field, see);
      return;
    case 'truth':
      visitOperand(test.operand, see);
      return;
    case 'matches':
      visitOperand(test.left, see);
      return;
    case 'in':
      visitOperand(test.left, see);
      for (const { from, to } of test.elements) {
        visitOperand(from, see);
        if (to !== undefined) visitOperand(to, see);
      }
      return;
    default:
      visitOperand(test.left, see);
      visitOperand(test.right, see);
  }
}

function visitOperand(operand: Operand, see: (operand: Operand) => void): void {
  see(operand);
  switch (operand.kind) {
    case 'slice':
    case 'negate':
      visitOperand(operand.of, see);
      return;
    case 'arithmetic':
      visitOperand(operand.left, see);
      visitOperand(operand.right, see);
      return;
    case 'call':
      for (const arg of operand.args) visitOperand(arg, see);
  }
}
