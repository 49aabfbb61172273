// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Asset, Plan} from "./IWalletTypes.sol";

/// @title Plan executor
/// @notice Moves the assets of a plan whose owner is silent, from his account to the recipients of the tier that receives, and nothing else: it holds the approvals of all
/// accounts, pays from a plan's account only, and only to that plan's recipients. It never holds an asset.
///
/// Law 3: for each asset, what was moved to recipients + what is claimable + what remains = what the account held. What a recipient, or the asset, refuses stays in the
/// account, claimable.
/// Law 5: an asset or a recipient that fails stops no other.
interface IPlanExecutor {
    /// @notice A recipient got his share.
    event AssetMoved(address indexed account, uint32 indexed version, address indexed to, Asset asset, uint256 amount);
    /// @notice A recipient's share could not be moved, or he is secret: it stays in the account, claimable.
    /// @param who The recipient, as the plan has him.
    event ClaimRecorded(
        address indexed account,
        uint32 indexed version,
        bytes32 indexed who,
        Asset asset,
        uint256 amount
    );
    /// @notice A claim was paid.
    event ClaimPaid(
        address indexed account,
        uint32 indexed version,
        bytes32 indexed who,
        Asset asset,
        address to,
        uint256 amount
    );
    /// @notice There was nothing of an asset to move: the account doesn't hold it (`held` is 0), has not approved it, owes all of it to claims, or it can't be read. It can be
    /// executed again.
    event AssetUnavailable(address indexed account, uint32 indexed version, Asset asset, uint256 held);

    /// @notice The plan lists `listed` assets, and this place is beyond them.
    error ExecutorPlace(uint256 place, uint256 listed);
    /// @notice The page names nothing.
    error ExecutorNothing();
    /// @notice The further asset at this place is listed in the plan (execute that place), or has a token or an id that its kind has not, or lacks one.
    error ExecutorFurther(uint256 place);
    /// @notice The plan moves what it lists and nothing else.
    error ExecutorNotEverything(address account);
    /// @notice The plan's source names a holder (zero = approvals) that isn't itself nor the account, or approvals of an account with code: what obeys this executor for the sake of another source
    /// or of another plan isn't moved by this one.
    error ExecutorHolder(address holder);
    /// @notice There is nothing to claim.
    error ExecutorNoClaim(bytes32 who, address token);
    /// @notice Only the recipient can have his claim paid to somebody else; without his own call it goes to himself. A secret recipient shows his salt.
    error ExecutorNotRecipient(bytes32 who, address caller);
    /// @notice The claim could not be paid: the reason is the asset's.
    error ExecutorClaimFailed(bytes reason);
    /// @notice The fallback recipient can have it from then on, and there must be one.
    error ExecutorFallbackEarly(uint256 from);
    /// @notice The gas doesn't reach for the asset's transfer; send more, or a smaller page.
    error ExecutorOutOfGas();

    /// @notice Executes a page of a plan: moves all that the account has of the assets, as far as it isn't claimed. Anyone may. Can be repeated, for what failed or came later.
    /// @param plan The plan in force.
    /// @param places Places in the plan's list of assets.
    /// @param further Assets that the plan doesn't list, for one that says "everything". They go by shares, whatever heir they name.
    /// @param evidence What the source of life needs, see {ILifeSource.silentUntil}.
    function execute(
        Plan calldata plan,
        uint256[] calldata places,
        Asset[] calldata further,
        bytes calldata evidence
    ) external;

    /// @notice Pays a claim to its recipient. Anyone may; only the recipient himself can name another receiver.
    /// @param asset The asset of the claim.
    /// @param recipient Who has it.
    /// @param salt For a secret recipient, his salt; otherwise zero.
    /// @param to Who receives it.
    function claim(
        Plan calldata plan,
        Asset calldata asset,
        address recipient,
        bytes32 salt,
        address to,
        bytes calldata evidence
    ) external;

    /// @notice Pays a claim that nobody has taken for 365 days (see {claimOf}) to the plan's fallback recipient. Anyone may.
    /// @param who Who has it, as the plan has him.
    function claimForFallback(Plan calldata plan, Asset calldata asset, bytes32 who, bytes calldata evidence) external;

    /// @notice What a recipient can claim of an asset, in base units, and since when: the mean of when its parts came, by their amounts.
    /// @param execution See {executionOf}.
    /// @param who The recipient, as the plan has him.
    function claimOf(
        bytes32 execution,
        Asset calldata asset,
        bytes32 who
    ) external view returns (uint256 amount, uint48 since);

    /// @notice What of an asset is claimable in all, in base units.
    function claimableOf(bytes32 execution, Asset calldata asset) external view returns (uint256);

    /// @notice Which of the listed assets have been taken up: bit `n` for place `n`.
    function executedOf(bytes32 execution) external view returns (uint256);

    /// @notice What claims belong to: a plan, and the trigger under which they arose. If the owner comes back before an asset has moved, they are void, and a later trigger begins
    /// with none.
    function executionOf(address account, uint32 version, uint48 triggeredAt) external pure returns (bytes32);

    /// @notice The registry on whose word assets move.
    function REGISTRY() external view returns (address); // solhint-disable-line func-name-mixedcase
}
