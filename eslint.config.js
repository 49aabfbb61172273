import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "artifacts/",
    "cache/",
    "coverage/",
    "dist/",
    "generated/",
    "types/",
    "indexer/",
    // What must not compile.
    "examples/node/refused/",
    "**/node_modules/",
  ]),
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // Amounts and times are bigint and number everywhere; wrapping each in String() adds nothing.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      eqeqeq: "error",
      "prefer-const": "error",
    },
  },
  {
    // They import the package by its name.
    files: ["examples/**/*.ts"],
    languageOptions: { parserOptions: { projectService: false, project: "tsconfig.examples.json" } },
  },
  {
    // chai's assertions are property reads: `expect(x).to.be.true`.
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
