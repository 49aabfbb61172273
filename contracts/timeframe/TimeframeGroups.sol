// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {GroupPolicy, ITimeframeGroups, Voucher} from "./ITimeframeGroups.sol";
import {GroupTerms, ITimeframeToken} from "./ITimeframeToken.sol";

/// @title TimeframeGroups
/// @notice Administrators, members and providers of all timeframe tokens.
/// @dev A token trusts this contract; this contract trusts no token further than to change that token itself.
contract TimeframeGroups is ITimeframeGroups, EIP712 {
    bytes32 private constant VOUCHER_TYPEHASH = keccak256(
        "Voucher(address token,uint24 group,address account,uint32 until,uint32 version,uint48 deadline)"
    );

    struct Programme {
        bool enlisted;
        address administrator;
        address named;
        bytes32 providerRoot;
        mapping(uint256 group => GroupPolicy) policies;
        mapping(address account => bool) barred;
        mapping(bytes32 digest => bool) usedVouchers;
    }

    mapping(address token => Programme programme) private _programmes;

    modifier onlyAdministrator(address token) {
        if (msg.sender != _programmes[token].administrator) revert TimeframeNotAdministrator(token, msg.sender);
        _;
    }

    constructor() EIP712("Lapse Timeframe Groups", "1") {}

    // ---- administrators ----

    /// @inheritdoc ITimeframeGroups
    function enlist(address administrator) external {
        Programme storage programme = _programmes[msg.sender];
        if (programme.enlisted) revert TimeframeEnlisted(msg.sender);
        programme.enlisted = true;
        programme.administrator = administrator;
        emit TokenEnlisted(msg.sender, administrator);
    }

    /// @inheritdoc ITimeframeGroups
    function nameAdministrator(address token, address administrator) external onlyAdministrator(token) {
        _programmes[token].named = administrator;
        emit AdministratorNamed(token, administrator);
    }

    /// @inheritdoc ITimeframeGroups
    function acceptAdministration(address token) external {
        if (msg.sender != _programmes[token].named) revert TimeframeNotNamed(token, msg.sender);
        _setAdministrator(token, msg.sender);
    }

    /// @inheritdoc ITimeframeGroups
    function renounceAdministration(address token) external onlyAdministrator(token) {
        _setAdministrator(token, address(0));
    }

    // ---- groups ----

    /// @inheritdoc ITimeframeGroups
    function openGroup(
        address token,
        GroupTerms calldata terms,
        bytes calldata authority,
        bytes32 root
    ) external onlyAdministrator(token) returns (uint256 group) {
        group = ITimeframeToken(token).openGroup(terms);
        if (authority.length != 0) _setAuthority(token, group, authority);
        if (root != 0) _setRoot(token, group, root);
    }

    /// @inheritdoc ITimeframeGroups
    function scheduleQuota(address token, uint256 group, uint112 quota) external onlyAdministrator(token) {
        ITimeframeToken(token).scheduleQuota(group, quota);
    }

    /// @inheritdoc ITimeframeGroups
    function scheduleReceiveCap(address token, uint256 group, uint112 receiveCap) external onlyAdministrator(token) {
        ITimeframeToken(token).scheduleReceiveCap(group, receiveCap);
    }

    /// @inheritdoc ITimeframeGroups
    function scheduleBudget(address token, uint256 group, uint112 budget) external onlyAdministrator(token) {
        ITimeframeToken(token).scheduleBudget(group, budget);
    }

    /// @inheritdoc ITimeframeGroups
    function setAuthority(address token, uint256 group, bytes calldata authority) external onlyAdministrator(token) {
        _setAuthority(token, group, authority);
    }

    /// @inheritdoc ITimeframeGroups
    function setRoot(address token, uint256 group, bytes32 root) external onlyAdministrator(token) {
        _setRoot(token, group, root);
    }

    // ---- members ----

    /// @inheritdoc ITimeframeGroups
    function addMembers(
        address token,
        uint256 group,
        address[] calldata accounts,
        uint32 until
    ) external onlyAdministrator(token) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            if (_programmes[token].barred[account]) {
                emit ItemSkipped(token, account, abi.encodeWithSelector(TimeframeBarred.selector, token, account));
                continue;
            }
            try ITimeframeToken(token).join(account, group, until) {} catch (bytes memory reason) {
                _skip(token, account, reason);
            }
        }
    }

    /// @inheritdoc ITimeframeGroups
    function removeMembers(address token, address[] calldata accounts) external onlyAdministrator(token) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _bar(token, accounts[i]);
            // Whoever is no member is barred all the same: he may hold a proof.
            try ITimeframeToken(token).endMembership(accounts[i]) {} catch (bytes memory reason) {
                _skip(token, accounts[i], reason);
            }
        }
    }

    /// @inheritdoc ITimeframeGroups
    function liftBars(address token, address[] calldata accounts) external onlyAdministrator(token) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _programmes[token].barred[accounts[i]] = false;
            emit BarLifted(token, accounts[i]);
        }
    }

    /// @inheritdoc ITimeframeGroups
    function joinWithProof(address token, uint256 group, uint32 until, bytes32[] calldata proof) external {
        bytes32 root = _programmes[token].policies[group].root;
        _checkProof(root, proof, abi.encode(msg.sender, until));
        _joinAlone(token, group, msg.sender, until);
    }

    /// @inheritdoc ITimeframeGroups
    function joinWithVoucher(Voucher calldata voucher, bytes calldata signature) external {
        // Check
        Programme storage programme = _programmes[voucher.token];
        GroupPolicy storage policy = programme.policies[voucher.group];
        bytes32 digest = voucherDigest(voucher);
        if (block.timestamp > voucher.deadline) revert TimeframeVoucherExpired(voucher.deadline);
        if (voucher.version != policy.voucherVersion) {
            revert TimeframeVoucherVoid(voucher.version, policy.voucherVersion);
        }
        if (programme.usedVouchers[digest]) revert TimeframeVoucherUsed(digest);
        if (!SignatureChecker.isValidSignatureNow(policy.authority, digest, signature)) {
            revert TimeframeVoucherUnsigned(policy.authority);
        }

        // Effect
        programme.usedVouchers[digest] = true;
        emit VoucherUsed(voucher.token, voucher.group, voucher.account, digest);
        _joinAlone(voucher.token, voucher.group, voucher.account, voucher.until);
    }

    /// @inheritdoc ITimeframeGroups
    function leaveGroup(address token) external {
        ITimeframeToken(token).endMembership(msg.sender);
    }

    /// @inheritdoc ITimeframeGroups
    function handOut(
        address token,
        address[] calldata accounts,
        uint256[] calldata amounts,
        bytes calldata metadata
    ) external onlyAdministrator(token) {
        if (accounts.length != amounts.length) revert TimeframeLengthMismatch(accounts.length, amounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            try ITimeframeToken(token).handOut(accounts[i], amounts[i], metadata) {} catch (bytes memory reason) {
                _skip(token, accounts[i], reason);
            }
        }
    }

    // ---- providers ----

    /// @inheritdoc ITimeframeGroups
    function admitProviders(address token, address[] calldata accounts) external onlyAdministrator(token) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (_programmes[token].barred[accounts[i]]) {
                emit ItemSkipped(
                    token,
                    accounts[i],
                    abi.encodeWithSelector(TimeframeBarred.selector, token, accounts[i])
                );
                continue;
            }
            try ITimeframeToken(token).setProvider(accounts[i], true) {} catch (bytes memory reason) {
                _skip(token, accounts[i], reason);
            }
        }
    }

    /// @inheritdoc ITimeframeGroups
    function dismissProviders(address token, address[] calldata accounts) external onlyAdministrator(token) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _bar(token, accounts[i]);
            try ITimeframeToken(token).setProvider(accounts[i], false) {} catch (bytes memory reason) {
                _skip(token, accounts[i], reason);
            }
        }
    }

    /// @inheritdoc ITimeframeGroups
    function setProviderRoot(address token, bytes32 root) external onlyAdministrator(token) {
        _programmes[token].providerRoot = root;
        emit ProviderRootSet(token, root);
    }

    /// @inheritdoc ITimeframeGroups
    function becomeProvider(address token, bytes32[] calldata proof) external {
        _checkProof(_programmes[token].providerRoot, proof, abi.encode(msg.sender));
        if (_programmes[token].barred[msg.sender]) revert TimeframeBarred(token, msg.sender);
        ITimeframeToken(token).setProvider(msg.sender, true);
    }

    // ---- views ----

    /// @inheritdoc ITimeframeGroups
    function administratorOf(address token) external view returns (address) {
        return _programmes[token].administrator;
    }

    /// @inheritdoc ITimeframeGroups
    function namedAdministratorOf(address token) external view returns (address) {
        return _programmes[token].named;
    }

    /// @inheritdoc ITimeframeGroups
    function groupPolicy(address token, uint256 group) external view returns (GroupPolicy memory) {
        return _programmes[token].policies[group];
    }

    /// @inheritdoc ITimeframeGroups
    function providerRoot(address token) external view returns (bytes32) {
        return _programmes[token].providerRoot;
    }

    /// @inheritdoc ITimeframeGroups
    function isBarred(address token, address account) external view returns (bool) {
        return _programmes[token].barred[account];
    }

    /// @inheritdoc ITimeframeGroups
    function voucherDigest(Voucher calldata voucher) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        VOUCHER_TYPEHASH,
                        voucher.token,
                        voucher.group,
                        voucher.account,
                        voucher.until,
                        voucher.version,
                        voucher.deadline
                    )
                )
            );
    }

    // ---- internals ----

    function _setAdministrator(address token, address administrator) private {
        Programme storage programme = _programmes[token];
        programme.administrator = administrator;
        programme.named = address(0);
        emit AdministratorChanged(token, administrator);
    }

    function _setAuthority(address token, uint256 group, bytes calldata authority) private {
        _requireGroup(token, group);
        GroupPolicy storage policy = _programmes[token].policies[group];
        policy.authority = authority;
        ++policy.voucherVersion;
        emit AuthoritySet(token, group, authority, policy.voucherVersion);
    }

    function _setRoot(address token, uint256 group, bytes32 root) private {
        _requireGroup(token, group);
        GroupPolicy storage policy = _programmes[token].policies[group];
        policy.root = root;
        ++policy.rootVersion;
        emit RootSet(token, group, root, policy.rootVersion);
    }

    /// A group that is to come has no policy: else an administrator could leave a way in for when he is gone.
    function _requireGroup(address token, uint256 group) private view {
        if (group == 0 || group > ITimeframeToken(token).groupCount()) {
            revert ITimeframeToken.TimeframeUnknownGroup(group);
        }
    }

    /// Leaves out an item of a batch that was refused. Want of gas is no refusal: whoever looks for the least gas with which a batch goes
    /// through, as nodes do, would end with too little for its last item.
    function _skip(address token, address account, bytes memory reason) private {
        if (reason.length == 0) revert TimeframeItemOutOfGas(account);
        emit ItemSkipped(token, account, reason);
    }

    function _bar(address token, address account) private {
        _programmes[token].barred[account] = true;
        emit Barred(token, account);
    }

    /// Double-hashed leaves, as the standard Merkle tree has them: no inner node can pass for a leaf.
    function _checkProof(bytes32 root, bytes32[] calldata proof, bytes memory leaf) private pure {
        bytes32 hash = keccak256(bytes.concat(keccak256(leaf)));
        if (root == 0 || !MerkleProof.verifyCalldata(proof, root, hash)) revert TimeframeProofInvalid(root);
    }

    /// Joins without the administrator: not where he barred the account, and not out of a membership that goes on. In the last frame of one
    /// only the member himself can: a change of group also changes what he may still request in that frame.
    function _joinAlone(address token, uint256 group, address account, uint32 until) private {
        if (_programmes[token].barred[account]) revert TimeframeBarred(token, account);
        ITimeframeToken target = ITimeframeToken(token);
        uint256 frame = target.currentEpoch();
        uint256 first = account == msg.sender ? frame + 1 : frame;
        if (target.accountOf(account).until > first) revert TimeframeMemberStill(account);
        target.join(account, group, until);
    }
}
