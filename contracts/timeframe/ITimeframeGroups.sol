// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {GroupTerms} from "./ITimeframeToken.sol";

/// @notice A group's permission for an account to join, signed by the group's authority.
struct Voucher {
    /// The token.
    address token;
    /// The group.
    uint24 group;
    /// Who may join.
    address account;
    /// First frame in which he is no member; 2^32 - 1 = without end.
    uint32 until;
    /// The version of the group's vouchers; see `groupPolicy`.
    uint32 version;
    /// Last second in which the voucher can be used, Unix seconds.
    uint48 deadline;
}

/// @notice Who may join a group without the administrator.
struct GroupPolicy {
    /// ERC-7913 signer of vouchers: an address (20 bytes: EOA or ERC-1271), or a verifier and a key. Empty for none.
    bytes authority;
    /// Merkle root of leaves (address account, uint32 until); zero for none.
    bytes32 root;
    /// Raised with every new root.
    uint32 rootVersion;
    /// Vouchers of other versions are void.
    uint32 voucherVersion;
}

/// @title Timeframe groups
/// @notice Decides who is in: administrators, members, providers. One contract for all tokens; a token enlists itself when it is created.
///
/// The administrator of a token opens groups and announces what comes with the next frame. He can't touch a balance of the current one.
/// Members enter by the administrator in batches, by themselves with a Merkle proof, or with a voucher of the group's authority. A removal
/// sets a bar that only the administrator lifts: an old proof or voucher does not bring the removed back.
interface ITimeframeGroups {
    // ---- events ----

    /// @notice A token was created with its first administrator.
    event TokenEnlisted(address indexed token, address indexed administrator);
    /// @notice A new administrator was named; he must accept.
    event AdministratorNamed(address indexed token, address indexed administrator);
    /// @notice The administrator changed; zero means that the token has none any more.
    event AdministratorChanged(address indexed token, address indexed administrator);
    /// @notice A group has a new authority for vouchers.
    event AuthoritySet(address indexed token, uint256 indexed group, bytes authority, uint32 voucherVersion);
    /// @notice A group has a new Merkle root of members.
    event RootSet(address indexed token, uint256 indexed group, bytes32 root, uint32 rootVersion);
    /// @notice A token has a new Merkle root of providers.
    event ProviderRootSet(address indexed token, bytes32 root);
    /// @notice An item of a batch was left out; `reason` is the error it would have raised.
    event ItemSkipped(address indexed token, address indexed account, bytes reason);
    /// @notice The account was removed, as a member or as a provider: it can't come back by proof or voucher.
    event Barred(address indexed token, address indexed account);
    /// @notice The account can come back.
    event BarLifted(address indexed token, address indexed account);
    /// @notice A voucher was used; it can't be used again.
    event VoucherUsed(address indexed token, uint256 indexed group, address indexed account, bytes32 digest);

    // ---- errors ----

    /// @notice Only the administrator of the token may do this.
    error TimeframeNotAdministrator(address token, address caller);
    /// @notice Only the administrator who was named may accept.
    error TimeframeNotNamed(address token, address caller);
    /// @notice The token has enlisted already.
    error TimeframeEnlisted(address token);
    /// @notice The account was removed; the administrator can lift the bar.
    error TimeframeBarred(address token, address account);
    /// @notice The proof doesn't lead to the current root: it is of another account, end or version.
    error TimeframeProofInvalid(bytes32 root);
    /// @notice The voucher's deadline has passed.
    error TimeframeVoucherExpired(uint48 deadline);
    /// @notice The voucher is of another version than the group's.
    error TimeframeVoucherVoid(uint32 version, uint32 current);
    /// @notice The voucher was used before.
    error TimeframeVoucherUsed(bytes32 digest);
    /// @notice The voucher isn't signed by the authority of the group.
    error TimeframeVoucherUnsigned(bytes authority);
    /// @notice The account is a member beyond this frame and must leave before it can join by itself; or it is one in this frame, its last,
    /// and nobody else can bring its voucher until that has ended.
    error TimeframeMemberStill(address account);
    /// @notice The lists of a batch differ in length.
    error TimeframeLengthMismatch(uint256 accounts, uint256 amounts);
    /// @notice The gas of the transaction does not reach to this item of the batch; send more gas or fewer items.
    error TimeframeItemOutOfGas(address account);

    // ---- administrators ----

    /// @notice Called by a token when it is created.
    function enlist(address administrator) external;

    /// @notice Names another administrator, who must accept; zero takes the naming back.
    function nameAdministrator(address token, address administrator) external;

    /// @notice Accepts a naming.
    function acceptAdministration(address token) external;

    /// @notice Leaves the token without administrator for ever: what is announced by then stays as it is.
    function renounceAdministration(address token) external;

    // ---- groups ----

    /// @notice Opens a group. Its terms rule at once.
    /// @param token The token.
    /// @param terms Mode, soul-bound flag, quota, receive cap, budget.
    /// @param authority ERC-7913 signer of vouchers; empty for none.
    /// @param root Merkle root of members; zero for none.
    /// @return group Its number, from 1.
    function openGroup(
        address token,
        GroupTerms calldata terms,
        bytes calldata authority,
        bytes32 root
    ) external returns (uint256 group);

    /// @notice Announces a quota (the most that can be requested, for a group on request) for the next frame.
    function scheduleQuota(address token, uint256 group, uint112 quota) external;

    /// @notice Announces a receive cap for the next frame.
    function scheduleReceiveCap(address token, uint256 group, uint112 receiveCap) external;

    /// @notice Announces a budget for the next frame.
    function scheduleBudget(address token, uint256 group, uint112 budget) external;

    /// @notice Sets the authority of a group; all vouchers that were signed before are void. The same authority again voids them too.
    function setAuthority(address token, uint256 group, bytes calldata authority) external;

    /// @notice Sets the Merkle root of a group; proofs for the old one are void.
    function setRoot(address token, uint256 group, bytes32 root) external;

    // ---- members ----

    /// @notice Enters accounts into a group, moves them there, or changes their end. Items that fail are skipped with an event.
    /// @param until First frame without membership; 2^32 - 1 = without end.
    function addMembers(address token, uint256 group, address[] calldata accounts, uint32 until) external;

    /// @notice Ends memberships with this frame and bars the accounts.
    function removeMembers(address token, address[] calldata accounts) external;

    /// @notice Lets removed accounts come back, as members or providers.
    function liftBars(address token, address[] calldata accounts) external;

    /// @notice The caller joins a group by Merkle proof of the leaf (caller, until).
    function joinWithProof(address token, uint256 group, uint32 until, bytes32[] calldata proof) external;

    /// @notice An account joins a group by a voucher; anyone may bring it.
    /// @param signature By the group's authority over the EIP-712 `Voucher`, in the domain of this contract.
    function joinWithVoucher(Voucher calldata voucher, bytes calldata signature) external;

    /// @notice The caller leaves his group with the end of this frame.
    function leaveGroup(address token) external;

    /// @notice Hands out units as packages to members of groups on request, as if they had requested them. Items that fail are skipped.
    function handOut(
        address token,
        address[] calldata accounts,
        uint256[] calldata amounts,
        bytes calldata metadata
    ) external;

    // ---- providers ----

    /// @notice Admits providers, at once. Items that fail are skipped with an event.
    function admitProviders(address token, address[] calldata accounts) external;

    /// @notice Dismisses providers, at once, and bars them. What they have earned stays theirs. Items that fail are skipped with
    /// an event.
    function dismissProviders(address token, address[] calldata accounts) external;

    /// @notice Sets the Merkle root of providers, with leaves (address account); zero for none.
    function setProviderRoot(address token, bytes32 root) external;

    /// @notice The caller becomes a provider by Merkle proof.
    function becomeProvider(address token, bytes32[] calldata proof) external;

    // ---- views ----

    /// @notice The administrator of a token; zero for none.
    function administratorOf(address token) external view returns (address);

    /// @notice Who was named as the next administrator; zero for none.
    function namedAdministratorOf(address token) external view returns (address);

    /// @notice Who may join a group without the administrator.
    function groupPolicy(address token, uint256 group) external view returns (GroupPolicy memory);

    /// @notice The Merkle root of a token's providers.
    function providerRoot(address token) external view returns (bytes32);

    /// @notice Whether an account was removed and not let back.
    function isBarred(address token, address account) external view returns (bool);

    /// @notice The EIP-712 digest that the authority signs.
    function voucherDigest(Voucher calldata voucher) external view returns (bytes32);
}
