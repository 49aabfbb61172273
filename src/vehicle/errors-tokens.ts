import type { ErrorEntry } from "../chain/explain.ts";

/** Errors of the tokens: residual shares with their guarantees, ERC-6909 and ERC-721. */
export const TOKEN_ERRORS = {
  ResidualNotStake: {
    signature: "ResidualNotStake(address caller)",
    cause: "{caller} isn't the vehicles' contract, which alone makes shares.",
    remedy: "Enrol a vehicle: that makes its shares.",
  },
  ResidualNotOwner: {
    signature: "ResidualNotOwner(address caller, uint256 vehicle)",
    measures: { vehicle: "vehicle" },
    cause: "{caller} doesn't own vehicle {vehicle}, or the one that it is in, and so can't admit guarantors.",
    remedy: "Send it from the owner's account.",
  },
  ResidualNotAdmitted: {
    signature: "ResidualNotAdmitted(uint256 vehicle, address guarantor)",
    measures: { vehicle: "vehicle" },
    cause: "The owner of vehicle {vehicle} hasn't admitted {guarantor} as a guarantor.",
    remedy: "Have him admit you; who bought the vehicle has to do it anew.",
  },
  ResidualUnfit: {
    signature: "ResidualUnfit(uint256 vehicle)",
    measures: { vehicle: "vehicle" },
    cause: "Vehicle {vehicle} takes no guarantee: it isn't enrolled, or has ended.",
    remedy: "Guarantee for one that hasn't ended.",
  },
  ResidualUntil: {
    signature: "ResidualUntil(uint48 given, uint256 earliest)",
    measures: { given: "moment", earliest: "moment" },
    cause: "The guarantee would end at {given}, and can't end before {earliest}.",
    remedy: "Name a later end.",
  },
  ResidualFull: {
    signature: "ResidualFull(uint256 vehicle)",
    measures: { vehicle: "vehicle" },
    cause: "As many guarantees are in force for vehicle {vehicle} as it can have.",
    remedy: "Wait until one has ended.",
  },
  ResidualBound: {
    signature: "ResidualBound(uint256 vehicle, uint48 until)",
    measures: { vehicle: "vehicle", until: "moment" },
    cause: "The guarantee for vehicle {vehicle} is in force until {until}, or counts for it since it has ended.",
    remedy: "Wait until then, or until the vehicle has ended for good.",
  },
  ResidualNotFinal: {
    signature: "ResidualNotFinal(uint256 vehicle, uint48 from)",
    measures: { vehicle: "vehicle", from: "moment" },
    cause: "Vehicle {vehicle} hasn't ended for good: that is so from {from} on, if by then nothing else is known.",
    remedy: "Wait until then; a vehicle that hasn't ended redeems nothing.",
  },
  ResidualNothing: {
    signature: "ResidualNothing()",
    cause: "There is nothing to pay.",
    remedy: "See what `readResidual` says of shares and guarantees.",
  },
  // ---- shares, ERC-6909 ----
  ERC6909InsufficientBalance: {
    signature: "ERC6909InsufficientBalance(address sender, uint256 balance, uint256 needed, uint256 id)",
    measures: { id: "vehicle" },
    cause: "{sender} has {balance} residual shares of vehicle {id}, and {needed} are needed.",
    remedy: "Use fewer.",
  },
  ERC6909InsufficientAllowance: {
    signature: "ERC6909InsufficientAllowance(address spender, uint256 allowance, uint256 needed, uint256 id)",
    measures: { id: "vehicle" },
    cause: "{spender} may use {allowance} residual shares of vehicle {id}, and {needed} are needed.",
    remedy: "Have their holder approve enough.",
  },
  ERC6909InvalidSender: {
    signature: "ERC6909InvalidSender(address sender)",
    cause: "{sender} can't send residual shares.",
    remedy: "Send from an account that is not the zero address.",
  },
  ERC6909InvalidReceiver: {
    signature: "ERC6909InvalidReceiver(address receiver)",
    cause: "{receiver} can't receive residual shares.",
    remedy: "Send to an account that is not the zero address.",
  },
  ERC6909InvalidApprover: {
    signature: "ERC6909InvalidApprover(address approver)",
    cause: "{approver} can't approve anybody for residual shares.",
    remedy: "Approve from an account that is not the zero address.",
  },
  ERC6909InvalidSpender: {
    signature: "ERC6909InvalidSpender(address spender)",
    cause: "{spender} can't be approved for residual shares.",
    remedy: "Approve an account that is not the zero address.",
  },
  // ---- vehicles, ERC-721 ----
  ERC721InvalidOwner: {
    signature: "ERC721InvalidOwner(address owner)",
    cause: "{owner} can't own a token.",
    remedy: "Ask for an account that is not the zero address.",
  },
  ERC721NonexistentToken: {
    signature: "ERC721NonexistentToken(uint256 tokenId)",
    measures: { tokenId: "vehicle" },
    cause: "There is no token {tokenId}.",
    remedy: "See that contract and number are right; it comes to be by enrolling.",
  },
  ERC721IncorrectOwner: {
    signature: "ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)",
    measures: { tokenId: "vehicle" },
    cause: "The token {tokenId} belongs to {owner}, not to {sender}.",
    remedy: "Transfer it from its owner; a part belongs to the contract while it is in a vehicle.",
  },
  ERC721InvalidSender: {
    signature: "ERC721InvalidSender(address sender)",
    cause: "{sender} can't give a token; the zero address stands for one that is there already.",
    remedy: "See who owns it.",
  },
  ERC721InvalidReceiver: {
    signature: "ERC721InvalidReceiver(address receiver)",
    cause: "{receiver} can't receive a token.",
    remedy: "Name an account that is not the zero address, or a contract that takes ERC-721 tokens.",
  },
  ERC721InsufficientApproval: {
    signature: "ERC721InsufficientApproval(address operator, uint256 tokenId)",
    measures: { tokenId: "vehicle" },
    cause: "{operator} neither owns the token {tokenId} nor was approved for it.",
    remedy: "Send from its owner's account, or have him approve yours.",
  },
  ERC721InvalidApprover: {
    signature: "ERC721InvalidApprover(address approver)",
    cause: "{approver} can't approve anybody for the token.",
    remedy: "Approve from its owner's account.",
  },
  ERC721InvalidOperator: {
    signature: "ERC721InvalidOperator(address operator)",
    cause: "{operator} can't be an operator.",
    remedy: "Approve an account that is not the zero address.",
  },
  // ---- both ----
  ReentrancyGuardReentrantCall: {
    signature: "ReentrancyGuardReentrantCall()",
    cause: "A token, or who was paid, called back into the contract while that was paying.",
    remedy: "Use a token that doesn't.",
  },
  SafeCastOverflowedUintDowncast: {
    signature: "SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)",
    cause: "{value} doesn't fit {bits} bits.",
    remedy: "Use a smaller amount.",
  },
  StringsInsufficientHexLength: {
    signature: "StringsInsufficientHexLength(uint256 value, uint256 length)",
    cause: "{value} doesn't fit {length} bytes.",
    remedy: "This can't be reached from outside; please report it.",
  },
} as const satisfies Record<string, ErrorEntry>;
