/**
 * Code that makes a test depend on chance, as selectors of syntax.
 * @type {readonly { selector: string, message: string }[]}
 */
export const noLuck = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Use reproducible numbers: an argument of a property test, or a sequence.',
  },
  {
    selector:
      "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout'] > Identifier.arguments:first-child",
    message: 'Wait for the event, not for time to pass: a slower machine needs more time.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?timers.promises$/]',
    message: 'Wait for the event, not for time to pass: a slower machine needs more time.',
  },
  {
    selector: "CallExpression[callee.property.name='listen'] > Literal.arguments:first-child[value>0]",
    message: 'Listen on port 0, which picks a free port.',
  },
  ...['[callee.name=/^(?:it|test|(?:before|after)(?:All|Each))$/]', "[callee.callee.property.name='each']"].map(
    (call) => ({
      selector: `CallExpression${call} > Literal.arguments:last-child[value<=120000]`,
      message: 'Name only a limit longer than two minutes, which is that of every test: limits are for what hangs.',
    }),
  ),
];
