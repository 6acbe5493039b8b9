import ts from 'typescript';

/**
 * A place in the source that shows messages.
 * @typedef {{ file: string, line: number, namespace: string, keys: string[] | undefined, values: string[] }} Use
 * `keys` is undefined if the compiler cannot say which keys it may be
 */

/**
 * Packages whose types usually suffice to tell which key a variable can hold; reading the others, thousands of files, takes
 * seconds.
 */
const SUFFICIENT = /^(?:\.|@bellhop\/|(?:i18next|react-i18next|react|@mantine\/form)(?:\/|$))/;

/**
 * Finds every use of messages with the compiler’s types: keys are typed, so it knows which ones a variable can hold.
 * @param {string[]} files
 * @param {ts.CompilerOptions} options
 * @returns {Use[]}
 */
export function usesIn(files, options) {
  const uses = usesOf(ts.createProgram(files, options, hostOf(options)));
  return uses.every(({ keys }) => keys) ? uses : usesOf(ts.createProgram(files, options));
}

/** @param {ts.Program} program */
function usesOf(program) {
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

/** @param {ts.CompilerOptions} options */
function hostOf(options) {
  const host = ts.createCompilerHost(options);
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), host.getCanonicalFileName, options);
  /** @type {NonNullable<ts.CompilerHost['resolveModuleNameLiterals']>} */
  const resolveModuleNameLiterals = (literals, importer, redirected, settings, source) =>
    literals.map((literal) =>
      SUFFICIENT.test(literal.text)
        ? ts.resolveModuleName(
            literal.text,
            importer,
            settings,
            host,
            cache,
            redirected,
            ts.getModeForUsageLocation(source, literal, settings),
          )
        : { resolvedModule: undefined },
    );
  return { ...host, resolveModuleNameLiterals };
}

/**
 * `t('key', { name })` or `i18n.t('key', { name })`. By another name its keys would be reported as unused.
 * @param {ts.Node} node
 * @param {ts.TypeChecker} checker
 */
function callOfT(node, checker) {
  if (!ts.isCallExpression(node)) return undefined;
  const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  if (!ts.isIdentifier(called) || called.text !== 't') return undefined;
  const type = checker.getTypeAtLocation(node.expression);
  const [key, values] = node.arguments;
  if (!key || !isT(type)) return undefined;
  return {
    ...keysOf(typesOfKey(key, checker), namespaceOf(type, checker)),
    values: values ? namesIn(values, checker) : [],
  };
}

/**
 * The type of a key, without asking for its place in the call: the compiler would compare it with the whole catalogue.
 * @param {ts.Expression} key
 * @param {ts.TypeChecker} checker
 * @returns {ts.Type[]} what it may be
 */
function typesOfKey(key, checker) {
  if (ts.isStringLiteralLike(key)) return [checker.getStringLiteralType(key.text)];
  if (!ts.isTemplateExpression(key)) return partsOf(checker.getTypeAtLocation(key));
  return key.templateSpans.reduce(
    (before, { expression, literal }) =>
      before.flatMap((start) =>
        partsOf(checker.getTypeAtLocation(expression)).map((part) =>
          start.isStringLiteral() && part.isStringLiteral()
            ? checker.getStringLiteralType(start.value + part.value + literal.text)
            : checker.getStringType(),
        ),
      ),
    /** @type {ts.Type[]} */ ([checker.getStringLiteralType(key.head.text)]),
  );
}

/** @param {ts.Type} type */
const partsOf = (type) => (type.isUnion() ? type.types : [type]);

/**
 * @param {ts.Expression} values
 * @param {ts.TypeChecker} checker
 * @returns {string[]}
 */
function namesIn(values, checker) {
  const names = ts.isObjectLiteralExpression(values) ? values.properties.map(({ name }) => name) : [undefined];
  return names.every((name) => name !== undefined && ts.isIdentifier(name))
    ? names.map((name) => name.text)
    : checker.getPropertiesOfType(checker.getTypeAtLocation(values)).map(({ name }) => name);
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
    ...keysOf(partsOf(key), t && isT(t) ? namespaceOf(t, checker) : ''),
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
 * @param {ts.Type[]} types
 * @param {string} namespace of keys that name none
 */
function keysOf(types, namespace) {
  const keys = types.map((one) => (one.isStringLiteral() ? one.value : undefined));
  return { namespace, keys: keys.every((key) => key !== undefined) ? keys : undefined };
}
