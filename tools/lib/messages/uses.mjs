import ts from 'typescript';

/**
 * A place in the source that shows messages.
 * @typedef {{ file: string, line: number, namespace: string, keys: string[] | undefined, values: string[] }} Use
 * `keys` is undefined if the compiler cannot say which keys it may be
 */

/**
 * Finds every use of messages with the compiler’s types: keys are typed, so it knows which ones a variable can hold.
 * @param {string[]} files
 * @param {ts.CompilerOptions} options
 * @returns {Use[]}
 */
export function usesIn(files, options) {
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  /** @type {Use[]} */
  const uses = [];
  for (const source of program.getSourceFiles()) {
    if (source.isDeclarationFile || source.fileName.includes('/node_modules/')) continue;
    /** @param {ts.Node} node */
    const visit = (node) => {
      const found = callOfT(node, checker) ?? transElement(node, checker);
      if (found) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        uses.push({ file: source.fileName, line: line + 1, ...found });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return uses;
}

/**
 * `t('key', { name })`, whatever the function is called.
 * @param {ts.Node} node
 * @param {ts.TypeChecker} checker
 */
function callOfT(node, checker) {
  if (!ts.isCallExpression(node)) return undefined;
  const type = checker.getTypeAtLocation(node.expression);
  const [key, values] = node.arguments;
  if (!key || !isT(type)) return undefined;
  return {
    ...keysOf(checker.getTypeAtLocation(key), namespaceOf(type, checker)),
    values: values ? checker.getPropertiesOfType(checker.getTypeAtLocation(values)).map(({ name }) => name) : [],
  };
}

/**
 * `<Trans t={t} i18nKey="key" values={{ name }} />`
 * @param {ts.Node} node
 * @param {ts.TypeChecker} checker
 */
function transElement(node, checker) {
  if (!ts.isJsxSelfClosingElement(node) && !ts.isJsxOpeningElement(node)) return undefined;
  if (node.tagName.getText() !== 'Trans') return undefined;
  /** @param {string} wanted */
  const attribute = (wanted) => {
    const found = node.attributes.properties.find((property) => property.name?.getText() === wanted);
    const value = found && ts.isJsxAttribute(found) ? found.initializer : undefined;
    const expression = value && ts.isJsxExpression(value) ? value.expression : value;
    if (!expression) return undefined;
    return ts.isStringLiteral(expression)
      ? checker.getStringLiteralType(expression.text)
      : checker.getTypeAtLocation(expression);
  };
  const [key, t, values, count] = [attribute('i18nKey'), attribute('t'), attribute('values'), attribute('count')];
  if (!key) return undefined;
  return {
    ...keysOf(key, t && isT(t) ? namespaceOf(t, checker) : ''),
    values: [
      ...(values ? checker.getPropertiesOfType(values).map(({ name }) => name) : []),
      ...(count ? ['count'] : []),
    ],
  };
}

/** @param {ts.Type} type */
const isT = (type) => type.symbol?.name === 'TFunction';

/**
 * @param {ts.Type} t
 * @param {ts.TypeChecker} checker
 * @returns {string} '' for the default namespace
 */
function namespaceOf(t, checker) {
  const [first] = checker.getTypeArguments(/** @type {ts.TypeReference} */ (t));
  const namespace =
    first && checker.isTupleType(first) ? checker.getTypeArguments(/** @type {ts.TypeReference} */ (first))[0] : first;
  return namespace?.isStringLiteral() ? namespace.value : '';
}

/**
 * @param {ts.Type} type
 * @param {string} namespace of keys that name none
 */
function keysOf(type, namespace) {
  const types = type.isUnion() ? type.types : [type];
  const keys = types.map((one) => (one.isStringLiteral() ? one.value : undefined));
  return { namespace, keys: keys.every((key) => key !== undefined) ? keys : undefined };
}
