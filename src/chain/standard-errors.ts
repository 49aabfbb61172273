import type { ErrorEntry } from "./explain.ts";

/** Errors of standards, of OpenZeppelin's contracts and of the compiler, as contracts of more than one system raise them. */
export const STANDARD_ERRORS = {
  ERC20InsufficientBalance: {
    signature: "ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
    measures: { balance: "units", needed: "units" },
    cause: "{sender} has {balance} of what is asked for and needs {needed}.",
    remedy: "Use a smaller amount, or wait until there is more.",
  },
  ERC20InsufficientAllowance: {
    signature: "ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
    measures: { allowance: "units", needed: "units" },
    cause: "{spender} may use {allowance} and needs {needed}.",
    remedy: "Have the owner approve enough, or sign a permit.",
  },
  ERC20InvalidSender: {
    signature: "ERC20InvalidSender(address sender)",
    cause: "{sender} can't send.",
    remedy: "Send from an account that is not the zero address.",
  },
  ERC20InvalidReceiver: {
    signature: "ERC20InvalidReceiver(address receiver)",
    cause: "{receiver} can't receive.",
    remedy: "Send to an account that is not the zero address.",
  },
  ERC20InvalidApprover: {
    signature: "ERC20InvalidApprover(address approver)",
    cause: "{approver} can't approve.",
    remedy: "Approve from an account that is not the zero address.",
  },
  ERC20InvalidSpender: {
    signature: "ERC20InvalidSpender(address spender)",
    cause: "{spender} can't be approved.",
    remedy: "Approve an account that is not the zero address.",
  },
  SafeERC20FailedOperation: {
    signature: "SafeERC20FailedOperation(address token)",
    cause: "The asset {token} refused a transfer.",
    remedy: "See that balance and allowance suffice and that the asset doesn't block the accounts.",
  },
  InvalidShortString: {
    signature: "InvalidShortString()",
    cause: "A short text is stored in a way that can't be.",
    remedy: "This can't be reached from outside; please report it.",
  },
  StringTooLong: {
    signature: "StringTooLong(string str)",
    cause: '"{str}" is too long for an EIP-712 domain.',
    remedy: "Use a name of at most 31 bytes.",
  },
  Create2EmptyBytecode: {
    signature: "Create2EmptyBytecode()",
    cause: "There is no code to create a contract from.",
    remedy: "The factory was deployed without its code; deploy the system again.",
  },
  FailedDeployment: {
    signature: "FailedDeployment()",
    cause: "The contract could not be created: it is there already, or its terms are refused.",
    remedy: "Look at the predicted address, or use another salt.",
  },
  InsufficientBalance: {
    signature: "InsufficientBalance(uint256 balance, uint256 needed)",
    cause: "The factory has {balance} wei and needs {needed}.",
    remedy: "This can't be reached from outside; please report it.",
  },
  // ---- of the compiler ----
  Error: {
    signature: "Error(string message)",
    cause: "A contract reverted: {message}.",
    remedy: "See the documentation of the contract that was called, the asset perhaps.",
  },
  Panic: {
    signature: "Panic(uint256 code)",
    cause: "A contract stopped with panic {code}, as for an overflow (17) or a division by zero (18).",
    remedy: "Use smaller amounts; if they are small, please report it.",
  },
} as const satisfies Record<string, ErrorEntry>;
