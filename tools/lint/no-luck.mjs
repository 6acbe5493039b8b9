/**
 * What makes a test pass or fail by luck, as selectors for ESLint's `no-restricted-syntax`.
 * @type {readonly { selector: string, message: string }[]}
 */
export const noLuck = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Take numbers that are the same in each run: an argument of a property test, or a sequence.',
  },
  {
    selector:
      "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout'] > Identifier.arguments:first-child",
    message: 'Wait for what is to happen, not for time to pass: a slower machine needs more of it.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?timers.promises$/]',
    message: 'Wait for what is to happen, not for time to pass: a slower machine needs more of it.',
  },
  {
    selector: "CallExpression[callee.property.name='listen'] > Literal.arguments:first-child[value>0]",
    message: 'Listen on port 0, which is any that is free.',
  },
];
