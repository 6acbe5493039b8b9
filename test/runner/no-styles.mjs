/** Stands for each style sheet in specs with a DOM, which lays nothing out: no class has a name. */
export default {};
